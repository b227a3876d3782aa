import pytest
@pytest.mark.parametrize("language",["pl","en"])
def test_heights(arrives, language):
    v=arrives(language); v.opens_form("?currency=PLN&amount=50")
    for w in (320,360,375,390,414,430,480,560,600,1280):
        v.page.set_viewport_size({"width":w,"height":900})
        out=[]
        for cur,amt,fund,cov in (("PLN","50","mission",False),("PLN","50","mission",True),("PLN","49999,99","reporting",True),("USD","49999,99","reporting",True),("USD","200","reporting",True)):
            v.named("currency").select_option(cur); v.named("amount_other").fill(amt); v.named("fund").select_option(fund); v.named("cover_costs").set_checked(cov)
            out.append(v.page.evaluate("""()=>{const s=document.getElementById('summary'); const r=document.createRange(); r.selectNodeContents(s); const fs=parseFloat(getComputedStyle(s).fontSize); const c=document.querySelector('label[for=cover_costs]'); return [Math.round(r.getBoundingClientRect().height/(fs*1.35)*10)/10, c.offsetHeight, document.documentElement.scrollHeight]}"""))
        print(language,w,out)
def test_back(arrives, live):
    v=arrives("en"); v.begins(); v.page.go_back(); 
    print("BACK", v.named("email").input_value(), v.named("amount_other").input_value()); v.chooses("100"); v.goes_to_pay(); print("GIFTS",[(g["amount_minor"],g["status"]) for g in live.gifts_of(v.who)])
