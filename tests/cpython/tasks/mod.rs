mod base_current_loop_tests;
mod base_task_tests;
mod coroutine_gather_tests;
mod future_gather_tests;
mod gather_tests_base;
mod sleep_tests;
