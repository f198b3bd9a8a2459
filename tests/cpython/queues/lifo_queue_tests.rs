use loopscope::runtime::LifoQueue;

use super::put_and_get_all;
use crate::support::run;

#[test]
fn test_order() {
    run(async {
        assert_eq!(put_and_get_all(&LifoQueue::new(0)).await?, [2, 3, 1]);
        Ok(())
    });
}
