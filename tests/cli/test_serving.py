"""The server's settings."""

from api.serving import Serving, options

USUAL = Serving(host="127.0.0.1", port=8000, workers=2, threads=32, drain_s=1)


def test_few_processes_have_many_threads_and_nothing_is_shared_between_them():
    said = options(USUAL)
    assert (said["workers"], said["threads"], said["preload_app"]) == (2, 32, False)
    assert said["worker_class"] == "api.serving.DrainingWorker"


def test_no_socket_but_the_one_asked_for_is_opened():
    assert options(USUAL)["control_socket_disable"] is True
    assert options(USUAL)["bind"] == "127.0.0.1:8000"


def test_an_ipv6_address_stands_in_brackets():
    assert options(Serving(host="::1", port=80, workers=1, threads=1, drain_s=0))["bind"] == "[::1]:80"
