use loopscope::runtime::{
    Callback, Exception, Future, Task, classes, gather, gather_exceptions, get_running_loop,
};

use crate::support::{go, run, turns, var};

fn futures<const N: usize>() -> [Future<i32>; N] {
    let event_loop = get_running_loop().unwrap();
    [0; N].map(|_| event_loop.create_future())
}

/// The futures themselves, or tasks that await them.
fn wrap<const N: usize>(futures: &[Future<i32>; N], in_tasks: bool) -> [Future<i32>; N] {
    futures.each_ref().map(|future| match in_tasks {
        false => future.clone(),
        true => {
            let task: Task<i32> = go!([future] { future.await });
            task.into()
        }
    })
}

fn count_calls<T: Clone + 'static>(future: &Future<T>) -> crate::support::Var<usize> {
    let calls = var(0);
    let counted = calls.clone();
    future
        .add_done_callback(&Callback::new("count", move |_| counted.add(1)))
        .unwrap();
    calls
}

#[test]
fn test_success() {
    for in_tasks in [false, true] {
        run(async move {
            let all = futures::<3>();
            let [a, b, c] = &all;
            let outer = gather(wrap(&all, in_tasks));
            let calls = count_calls(&outer);
            b.set_result(1)?;
            a.set_result(2)?;
            turns(5).await?;
            assert!(!outer.done() && calls.get() == 0);
            c.set_result(3)?;
            turns(5).await?;
            assert_eq!((outer.result()?, calls.get()), (vec![2, 1, 3], 1));
            Ok(())
        });
    }
}

#[test]
fn test_result_exception_success() {
    for in_tasks in [false, true] {
        run(async move {
            let all = futures::<3>();
            let outer = gather_exceptions(wrap(&all, in_tasks));
            for (i, future) in all.iter().enumerate() {
                future.set_result(i as i32)?;
            }
            let results: Vec<_> = outer.await?.into_iter().map(Result::unwrap).collect();
            assert_eq!(results, [0, 1, 2]);
            Ok(())
        });
    }
}

#[test]
fn test_one_exception() {
    for in_tasks in [false, true] {
        run(async move {
            let all = futures::<5>();
            let [a, b, c, d, e] = &all;
            let outer = gather(wrap(&all, in_tasks));
            let calls = count_calls(&outer);
            let exception = Exception::bare(&classes::ZERO_DIVISION_ERROR);
            a.set_result(1)?;
            b.set_exception(exception.clone())?;
            turns(5).await?;
            assert!(
                outer
                    .exception()?
                    .is_some_and(|raised| raised.same(&exception))
            );
            // What happens to the others changes nothing any more.
            c.set_result(3)?;
            d.cancel();
            e.set_exception(Exception::bare(&classes::RUNTIME_ERROR))?;
            e.exception()?;
            turns(5).await?;
            assert_eq!(calls.get(), 1);
            Ok(())
        });
    }
}

#[test]
fn test_return_exceptions() {
    for in_tasks in [false, true] {
        run(async move {
            let all = futures::<4>();
            let [a, b, c, d] = &all;
            let outer = gather_exceptions(wrap(&all, in_tasks));
            let calls = count_calls(&outer);
            let [first, second] =
                [&classes::ZERO_DIVISION_ERROR, &classes::RUNTIME_ERROR].map(Exception::bare);
            b.set_result(1)?;
            c.set_exception(first.clone())?;
            a.set_result(3)?;
            turns(5).await?;
            assert!(!outer.done());
            d.set_exception(second.clone())?;
            turns(5).await?;
            let results = outer.result()?;
            assert_eq!((results[0].clone()?, results[1].clone()?), (3, 1));
            assert!(results[2].as_ref().unwrap_err().same(&first));
            assert!(results[3].as_ref().unwrap_err().same(&second));
            assert_eq!(calls.get(), 1);
            Ok(())
        });
    }
}
