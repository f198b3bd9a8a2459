mod timeout_tests;
