"""The deployment's files fit each other and the settings."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import yaml

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"


def test_the_compose_files_fit_the_proxy_and_the_settings() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    dashboards = [name for name in services if name.startswith("dashboard-")]
    caddyfile = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    (servers,) = re.findall(r"reverse_proxy \{\$SERVERS:(.*)\} \{", caddyfile)
    assert servers.split() == [f"{name}:8501" for name in dashboards]
    assert caddyfile.count("{") == caddyfile.count("}")
    for name in dashboards:
        assert services[name]["environment"]["EXPLAINER_SCHEDULER"] == "tcp://scheduler:8786"
        address = urlsplit(services[name]["environment"]["EXPLAINER_DATABASE"])
        assert address.scheme == "postgresql"
        assert address.hostname in services
        assert {address.username, address.path[1:]} == {services["database"]["environment"]["POSTGRES_USER"]}
        assert "ports" not in services["database"]
        assert "EXPLAINER_SLOTS" in services[name]["environment"]
        assert "EXPLAINER_HOSTS" in services[name]["environment"]
    for name in (*dashboards, "scheduler", "worker"):
        assert services[name]["volumes"] == ["runs:/runs"]
        assert (DEPLOY.parent / services[name]["build"]["dockerfile"]).is_file()
    assert caddyfile.count("{$SITE:") == 1
    encrypted = yaml.safe_load((DEPLOY / "compose.tls.yaml").read_text(encoding="utf-8"))
    assert set(encrypted["services"]) <= set(services)
    assert "SITE" in encrypted["services"]["proxy"]["environment"]
    several = yaml.safe_load((DEPLOY / "compose.several.yaml").read_text(encoding="utf-8"))
    assert set(several["services"]) <= set(services)
