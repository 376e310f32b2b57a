from microweb.templating.decorators import (
    pass_context as pass_context,
)
from microweb.templating.decorators import (
    pass_environment as pass_environment,
)
from microweb.templating.decorators import (
    pass_eval_context as pass_eval_context,
)
from microweb.templating.environment import (
    Environment as Environment,
)
from microweb.templating.exceptions import (
    FilterArgumentError as FilterArgumentError,
)
from microweb.templating.exceptions import (
    SecurityError as SecurityError,
)
from microweb.templating.exceptions import (
    TemplateAssertionError as TemplateAssertionError,
)
from microweb.templating.exceptions import (
    TemplateError as TemplateError,
)
from microweb.templating.exceptions import (
    TemplateNotFound as TemplateNotFound,
)
from microweb.templating.exceptions import (
    TemplateRuntimeError as TemplateRuntimeError,
)
from microweb.templating.exceptions import (
    TemplatesNotFound as TemplatesNotFound,
)
from microweb.templating.exceptions import (
    TemplateSyntaxError as TemplateSyntaxError,
)
from microweb.templating.exceptions import (
    UndefinedError as UndefinedError,
)
from microweb.templating.loaders import (
    BaseLoader as BaseLoader,
)
from microweb.templating.loaders import (
    ChoiceLoader as ChoiceLoader,
)
from microweb.templating.loaders import (
    DictLoader as DictLoader,
)
from microweb.templating.loaders import (
    FileSystemLoader as FileSystemLoader,
)
from microweb.templating.loaders import (
    FunctionLoader as FunctionLoader,
)
from microweb.templating.loaders import (
    PackageLoader as PackageLoader,
)
from microweb.templating.loaders import (
    PrefixLoader as PrefixLoader,
)
from microweb.templating.markup import (
    Markup as Markup,
)
from microweb.templating.markup import (
    escape as escape,
)
from microweb.templating.markup import (
    escape_silent as escape_silent,
)
from microweb.templating.markup import (
    soft_str as soft_str,
)
from microweb.templating.runtime import (
    Context as Context,
)
from microweb.templating.runtime import (
    EvalContext as EvalContext,
)
from microweb.templating.runtime import (
    Macro as Macro,
)
from microweb.templating.template import (
    Template as Template,
)
from microweb.templating.undefined import (
    ChainableUndefined as ChainableUndefined,
)
from microweb.templating.undefined import (
    DebugUndefined as DebugUndefined,
)
from microweb.templating.undefined import (
    StrictUndefined as StrictUndefined,
)
from microweb.templating.undefined import (
    Undefined as Undefined,
)
from microweb.templating.undefined import (
    make_logging_undefined as make_logging_undefined,
)
