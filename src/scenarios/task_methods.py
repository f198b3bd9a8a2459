import asyncio

async def compute():
    await asyncio.sleep(2)  #~ sleep work=2
    return 42  #~ answer=42

def report(task):
    print(f'callback: done() is {task.done()}')  #~ report

def unwanted(task):
    print('this callback was not removed')  #~ unwanted

async def main():
    task = asyncio.create_task(compute(), name='compute')  #~ create name='compute'
    task.add_done_callback(report)
    task.add_done_callback(unwanted)
    remove = True  #~ remove=True
    if remove:
        print(f'remove_done_callback() is {task.remove_done_callback(unwanted)}')  #~ removed

    await asyncio.sleep(1)  #~ look look=1
    print(f'{task.get_name()}: done() is {task.done()}')  #~ early-state
    for frame in task.get_stack():
        print(f'get_stack(): {frame.f_code.co_name} stands at line {frame.f_lineno}')  #~ stack
    task.print_stack()  #~ print-stack
    try:
        print(f'result() is {task.result()}')  #~ early-result
    except asyncio.InvalidStateError as error:
        print(f'InvalidStateError: {error}')  #~ invalid

    cancel = False  #~ cancel=False
    if cancel:
        print(f'cancel() is {task.cancel()}')  #~ cancel
    await asyncio.wait([task])  #~ wait
    print(f'done() is {task.done()}, cancelled() is {task.cancelled()}')  #~ late-state
    try:
        print(f'result() is {task.result()}')  #~ late-result
    except asyncio.CancelledError:
        print('result() raises CancelledError')  #~ late-cancelled

asyncio.run(main())
