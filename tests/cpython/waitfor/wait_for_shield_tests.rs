use loopscope::runtime::{Coroutine, classes, create_task, shield, sleep, wait_for};

use crate::support::{coro, raises, run};

fn work(delay: f64) -> Coroutine<&'static str> {
    coro(async move {
        sleep(delay).await?;
        Ok("done")
    })
}

#[test]
fn test_zero_timeout() {
    run(async {
        let task = create_task(work(0.01));
        let shielded = shield(&task)?;
        let result = wait_for(shielded.clone(), Some(0.0)).await;
        raises(result, &classes::TIMEOUT_ERROR);
        assert!(!task.done() && shielded.cancelled());
        sleep(0.1).await?;
        assert!(task.done() && !task.cancelled());
        Ok(())
    });
}

#[test]
fn test_none_timeout() {
    run(async {
        let task = create_task(work(0.1));
        wait_for(shield(&task)?, None).await?;
        assert!(task.done());
        assert_eq!(task.await?, "done");
        Ok(())
    });
}

#[test]
fn test_shielded_timeout() {
    run(async {
        let task = create_task(work(0.1));
        let result = wait_for(shield(&task)?, Some(0.01)).await;
        raises(result, &classes::TIMEOUT_ERROR);
        assert!(!task.done());
        assert_eq!(task.await?, "done");
        Ok(())
    });
}
