// Switches off the passes sh_treg_combine of gcc 12 for SH: they delete tests before branches (GCC PR 106609).
#include "gcc-plugin.h"
#include "context.h"
#include "tree.h"
#include "tree-pass.h"
#include "plugin-version.h"

#include <cstring>

int plugin_is_GPL_compatible;

static void keep_tests(void *gate_status, void *)
{
	static const char name[] = "sh_treg_combine";

	if (current_pass && strncmp(current_pass->name, name, sizeof(name) - 1) == 0)
		*static_cast<bool *>(gate_status) = false;
}

int plugin_init(plugin_name_args *info, plugin_gcc_version *version)
{
	if (!plugin_default_version_check(version, &gcc_version))
		return 1;
	register_callback(info->base_name, PLUGIN_OVERRIDE_GATE, keep_tests, nullptr);
	return 0;
}
