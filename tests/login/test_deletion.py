"""Users who delete their own accounts."""


def delete(site, password="test123456", *, browser=None, status=303):
    return site.post("/delete", {"password": password}, browser=browser, status=status)


def test_the_account_and_all_its_sessions_are_gone(site):
    other = site.new_browser()
    site.log_in(browser=other, remember="on")
    site.log_in()
    form = site.get("/profile").click("delete your account").forms["delete-form"]
    form["password"] = "test123456"
    page = form.submit(status=303).follow()
    assert "Your account is deleted." in page
    assert not site.is_logged_in()
    assert not site.is_logged_in(other)
    assert site.log_in().status_code == 200
    assert site.query("SELECT 1 FROM users WHERE name = 'test_user'") == []
    assert site.query("SELECT 1 FROM entries WHERE owner LIKE '%:1'") == []


def test_the_password_is_needed(site):
    site.log_in()
    assert "That is not your password." in delete(site, "wrong", status=200)
    assert site.is_logged_in()


def test_the_password_cannot_be_guessed_there(make_site):
    site = make_site(LOGIN_TRIES=3)
    site.log_in()
    for _ in range(3):
        delete(site, "wrong", status=200)
    assert "Too many tries." in delete(site, status=429)
    assert site.is_logged_in()


def test_an_admin_stays(site):
    site.log_in_admin()
    assert "your account stays" in site.get("/delete")
    assert "delete your account" not in site.get("/profile")
    delete(site, "password of the admin", status=403)
    assert site.is_logged_in()


def test_a_stranger_deletes_nothing(site):
    assert site.get("/delete", status=303).headers["Location"] == "/login?next=/delete"
    assert delete(site).headers["Location"] == "/login"


def test_an_account_that_comes_after_it_is_another_one(site):
    site.add_user("first", "four odd words here")
    browser = site.new_browser()
    site.log_in("first", "four odd words here", browser=browser, remember="on")
    (number,) = site.query("SELECT max(id) FROM users")[0]
    delete(site, "four odd words here", browser=browser)
    site.add_user("second", "four odd words here")
    assert site.query("SELECT max(id) FROM users")[0][0] == number + 1


def test_default_49_it_is_an_event(site, caplog):
    site.log_in()
    with caplog.at_level("INFO", logger="microweb.security"):
        delete(site)
    assert any('account_deleted user="1"' in each.getMessage() for each in caplog.records)
