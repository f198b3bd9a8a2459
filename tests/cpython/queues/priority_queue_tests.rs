use loopscope::runtime::PriorityQueue;

use super::put_and_get_all;
use crate::support::run;

#[test]
fn test_order() {
    run(async {
        assert_eq!(put_and_get_all(&PriorityQueue::new(0)).await?, [1, 2, 3]);
        Ok(())
    });
}
