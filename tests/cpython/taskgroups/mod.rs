mod test_task_group;
