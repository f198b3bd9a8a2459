use loopscope::runtime::{get_running_loop, sleep_result};

use crate::support::{run, var};

#[test]
fn test_sleep_zero() {
    run(async {
        let sum = var(0);
        let inside = sum.clone();
        get_running_loop()?
            .call_soon("inc_result", move || inside.add(1))
            .unwrap();
        assert_eq!(sum.get(), 0);
        let number = sleep_result(0.0, 10).await?;
        assert_eq!(sum.get(), 1, "the callback came first");
        sum.add(number);
        assert_eq!(sum.get(), 11);
        Ok(())
    });
}
