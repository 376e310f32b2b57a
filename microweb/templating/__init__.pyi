from microweb.templating.decorators import pass_context, pass_environment, pass_eval_context
from microweb.templating.environment import Environment
from microweb.templating.evaluation import EvalContext
from microweb.templating.exceptions import (
    FilterArgumentError,
    SecurityError,
    TemplateAssertionError,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplatesNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from microweb.templating.loaders import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    FileSystemLoader,
    FunctionLoader,
    PackageLoader,
    PrefixLoader,
)
from microweb.templating.macros import Macro
from microweb.templating.markup import Markup, escape, escape_silent, soft_str
from microweb.templating.runtime import Context
from microweb.templating.template import Template
from microweb.templating.undefined import (
    ChainableUndefined,
    DebugUndefined,
    StrictUndefined,
    Undefined,
    make_logging_undefined,
)

__all__ = [
    "BaseLoader",
    "ChainableUndefined",
    "ChoiceLoader",
    "Context",
    "DebugUndefined",
    "DictLoader",
    "Environment",
    "EvalContext",
    "FileSystemLoader",
    "FilterArgumentError",
    "FunctionLoader",
    "Macro",
    "Markup",
    "PackageLoader",
    "PrefixLoader",
    "SecurityError",
    "StrictUndefined",
    "Template",
    "TemplateAssertionError",
    "TemplateError",
    "TemplateNotFound",
    "TemplateRuntimeError",
    "TemplateSyntaxError",
    "TemplatesNotFound",
    "Undefined",
    "UndefinedError",
    "escape",
    "escape_silent",
    "make_logging_undefined",
    "pass_context",
    "pass_environment",
    "pass_eval_context",
    "soft_str",
]
