// GNU readline for the command; its headers use FILE without declaring it.
#include <stdio.h>

#include <readline/history.h>
#include <readline/readline.h>
