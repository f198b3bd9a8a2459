mod asyncio_wait_for_test;
mod wait_for_shield_tests;
