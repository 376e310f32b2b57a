"""Loaders give sources by name, and refuse names that lead elsewhere."""

import os
import sys
from pathlib import Path

import pytest

from microweb.templating import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    PackageLoader,
    PrefixLoader,
    TemplateNotFound,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.html").write_text("A")
    (tmp_path / "sub" / "b.html").write_text("Bé", encoding="utf-8")
    return tmp_path


def render(loader: BaseLoader, name: str) -> str:
    return Environment(loader=loader).get_template(name).render()


def test_a_folder_is_searched(folder: Path) -> None:
    loader = FileSystemLoader(folder)
    assert render(loader, "a.html") == "A"
    assert render(loader, "sub/b.html") == "Bé"
    assert render(loader, "/sub/./b.html") == "Bé"
    assert loader.list_templates() == ["a.html", "sub/b.html"]


def test_the_first_folder_wins(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "a.html").write_text("other")
    (other / "c.html").write_text("C")
    loader = FileSystemLoader([str(other), folder])
    assert render(loader, "a.html") == "other"
    assert render(loader, "sub/b.html") == "Bé"
    assert loader.list_templates() == ["a.html", "c.html", "sub/b.html"]


def test_a_missing_file_names_the_folders(folder: Path) -> None:
    with pytest.raises(TemplateNotFound, match="not found in search path"):
        render(FileSystemLoader(folder), "nosuch.html")


def test_the_encoding_of_files_can_be_set(folder: Path) -> None:
    (folder / "latin.html").write_bytes(b"\xe9")
    assert render(FileSystemLoader(folder, encoding="latin-1"), "latin.html") == "é"
    with pytest.raises(UnicodeDecodeError):
        render(FileSystemLoader(folder), "latin.html")


def test_a_changed_file_is_read_again(folder: Path) -> None:
    environment = Environment(loader=FileSystemLoader(folder))
    assert environment.get_template("a.html").render() == "A"
    (folder / "a.html").write_text("changed")
    os.utime(folder / "a.html", (1, 1))
    assert environment.get_template("a.html").render() == "changed"
    (folder / "a.html").unlink()
    with pytest.raises(TemplateNotFound):
        environment.get_template("a.html")


def test_a_changed_parent_is_read_again(folder: Path) -> None:
    (folder / "page.html").write_text("{% extends 'a.html' %}")
    environment = Environment(loader=FileSystemLoader(folder))
    page = environment.get_template("page.html")
    assert page.render() == "A"
    (folder / "a.html").write_text("changed")
    os.utime(folder / "a.html", (1, 1))
    assert page.render() == "changed"


def test_a_link_may_point_into_another_folder(folder: Path, tmp_path_factory: object) -> None:
    (folder / "link").symlink_to(folder / "sub")
    assert FileSystemLoader(folder).list_templates() == ["a.html", "sub/b.html"]
    followed = FileSystemLoader(folder, followlinks=True).list_templates()
    assert followed == ["a.html", "link/b.html", "sub/b.html"]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    name = "shop_with_templates"
    root = tmp_path / name
    (root / "templates" / "deep").mkdir(parents=True)
    (root / "__init__.py").write_text("")
    (root / "templates" / "deep" / "a.html").write_text("A")
    (tmp_path / "single_shop.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    for module in (name, "single_shop"):
        sys.modules.pop(module, None)


def test_a_package_is_searched(package: str) -> None:
    loader = PackageLoader(package)
    assert render(loader, "deep/a.html") == "A"
    assert loader.list_templates() == ["deep/a.html"]
    assert render(PackageLoader(package, "templates/deep"), "a.html") == "A"
    with pytest.raises(TemplateNotFound):
        render(loader, "../__init__.py")


def test_a_package_without_templates_is_an_error(package: str) -> None:
    with pytest.raises(ValueError, match="has no folder 'nosuch'"):
        PackageLoader(package, "nosuch")


def test_a_module_may_have_templates_beside_it(package: str, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "b.html").write_text("B")
    assert render(PackageLoader("single_shop"), "b.html") == "B"


def test_a_package_that_does_not_exist_is_an_import_error() -> None:
    with pytest.raises(ModuleNotFoundError):
        PackageLoader("nosuch_package")


def test_a_dict_is_searched_and_may_change() -> None:
    sources = {"a": "A", "b": "B"}
    environment = Environment(loader=DictLoader(sources))
    assert environment.get_template("a").render() == "A"
    assert DictLoader(sources).list_templates() == ["a", "b"]
    sources["a"] = "changed"
    assert environment.get_template("a").render() == "changed"
    del sources["a"]
    with pytest.raises(TemplateNotFound):
        environment.get_template("a")


def test_a_function_gives_a_source_or_more() -> None:
    def load(name: str) -> object:
        return {"a": "A", "b": ("B", "b.html", lambda: False)}.get(name)

    loader = FunctionLoader(load)  # type: ignore[arg-type]
    environment = Environment(loader=loader)
    assert environment.get_template("a").render() == "A"
    assert environment.get_template("b").filename == "b.html"
    assert environment.get_template("b") is not environment.get_template("b")
    with pytest.raises(TemplateNotFound):
        environment.get_template("c")
    with pytest.raises(TypeError, match="cannot iterate"):
        loader.list_templates()


def test_a_choice_takes_the_first_that_knows_the_name() -> None:
    loader = ChoiceLoader([DictLoader({"a": "1"}), DictLoader({"a": "2", "b": "B"})])
    assert render(loader, "a") == "1"
    assert render(loader, "b") == "B"
    assert loader.list_templates() == ["a", "b"]
    with pytest.raises(TemplateNotFound):
        render(loader, "c")


def test_a_prefix_chooses_the_loader() -> None:
    loader = PrefixLoader({"one": DictLoader({"a": "1", "x/y": "deep"}), "two": DictLoader({})})
    assert render(loader, "one/a") == "1"
    assert render(loader, "one/x/y") == "deep"
    assert loader.list_templates() == ["one/a", "one/x/y"]
    for name in ("two/a", "three/a", "one", "a"):
        with pytest.raises(TemplateNotFound) as caught:
            render(loader, name)
        assert caught.value.name == name


def test_the_delimiter_of_a_prefix_can_be_set() -> None:
    assert render(PrefixLoader({"one": DictLoader({"a": "1"})}, delimiter=":"), "one:a") == "1"


def test_a_loader_of_ones_own_defines_get_source() -> None:
    class Shout(BaseLoader):
        def get_source(self, environment: object, template: str) -> tuple[str, None, None]:
            return template.upper(), None, None

    assert render(Shout(), "abc") == "ABC"
    with pytest.raises(TemplateNotFound):
        render(BaseLoader(), "abc")
