from microweb.templating.decorators import (
    pass_context as pass_context,
    pass_environment as pass_environment,
    pass_eval_context as pass_eval_context,
)
from microweb.templating.environment import (
    Environment as Environment,
)
from microweb.templating.exceptions import (
    FilterArgumentError as FilterArgumentError,
    SecurityError as SecurityError,
    TemplateAssertionError as TemplateAssertionError,
    TemplateError as TemplateError,
    TemplateNotFound as TemplateNotFound,
    TemplateRuntimeError as TemplateRuntimeError,
    TemplateSyntaxError as TemplateSyntaxError,
    TemplatesNotFound as TemplatesNotFound,
    UndefinedError as UndefinedError,
)
from microweb.templating.loaders import (
    BaseLoader as BaseLoader,
    ChoiceLoader as ChoiceLoader,
    DictLoader as DictLoader,
    FileSystemLoader as FileSystemLoader,
    FunctionLoader as FunctionLoader,
    PackageLoader as PackageLoader,
    PrefixLoader as PrefixLoader,
)
from microweb.templating.markup import (
    Markup as Markup,
    escape as escape,
    escape_silent as escape_silent,
    soft_str as soft_str,
)
from microweb.templating.runtime import (
    Context as Context,
    EvalContext as EvalContext,
    Macro as Macro,
)
from microweb.templating.template import (
    Template as Template,
)
from microweb.templating.undefined import (
    ChainableUndefined as ChainableUndefined,
    DebugUndefined as DebugUndefined,
    StrictUndefined as StrictUndefined,
    Undefined as Undefined,
    make_logging_undefined as make_logging_undefined,
)
