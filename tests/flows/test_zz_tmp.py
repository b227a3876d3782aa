import time
from tests.story import Story
def test_x(story):
    t=time.process_time; a=t(); v=story.visitor(); v.opens_form("?currency=PLN"); b=t(); v.opens_form("?currency=PLN"); c=t()
    v.sends(amount=None, amount_other="50.00", currency="PLN"); d=t(); v.pays(); e=t(); story.delivers(); f=t(); story.drains(); g=t(); v.sees(); h=t(); story.broken_invariants(); i=t()
    r = story.app.test_client().get("/give/%00").status_code
    print([round(x,3) for x in (b-a,c-b,d-c,e-d,f-e,g-f,h-g,i-h)], r, story.app.test_client().get("/en/receipts/check?number=%00&code=x").status_code)
def test_y(story): test_x(story)
def test_z(story): test_x(story)
