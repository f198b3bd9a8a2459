import asyncio

async def save():
    print('save: starts')  #~ save-starts
    await asyncio.sleep(2)  #~ saving save=2
    print('save: done')  #~ save-done

async def request(saving):
    shielded = True  #~ shielded=True
    if shielded:
        await asyncio.shield(saving)  #~ shield
    else:
        await saving  #~ bare
    print('request: done')  #~ request-done

async def main():
    saving = asyncio.create_task(save())  #~ create-save
    requesting = asyncio.create_task(request(saving))  #~ create-request
    await asyncio.sleep(1)  #~ before before=1
    requesting.cancel()  #~ cancel
    try:
        await requesting  #~ await
    except asyncio.CancelledError:
        print('main: the request is cancelled')  #~ cancelled

    stay = True  #~ stay=True
    if stay:
        await asyncio.wait([saving])  #~ stay
    print(f'main: save is done: {saving.done()}, cancelled: {saving.cancelled()}')  #~ says

asyncio.run(main())
