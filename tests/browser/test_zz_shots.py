def test_shot(arrives, live):
    v=arrives("en", color_scheme="light"); p=v.page
    p.set_viewport_size({"width":320,"height":500}); p.goto(live.article("en")); p.evaluate("document.documentElement.style.fontSize='200%'")
    p.screenshot(path="/tmp/plan/a.png", full_page=True)
    v.opens_form(); p.screenshot(path="/tmp/plan/d.png", full_page=True); p.evaluate("document.documentElement.style.fontSize='200%'"); v.named("amount_other").fill("12"); 
    p.screenshot(path="/tmp/plan/b.png", full_page=True)
    p.set_viewport_size({"width":1280,"height":900}); p.evaluate("document.documentElement.style.fontSize=''")
    p.screenshot(path="/tmp/plan/c.png", full_page=True)
