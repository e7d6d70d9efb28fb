/* The commands, one file each. */
#pragma once

#include "cli/opt.h"

extern const struct cmd cmd_assess, cmd_answer, cmd_init, cmd_diff, cmd_judge, cmd_report, cmd_pack,
    cmd_criteria, cmd_passwords, cmd_procure, cmd_serve, cmd_admin, cmd_log, cmd_verify, cmd_status;
