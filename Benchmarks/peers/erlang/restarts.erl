%% A process that crashes and is started anew by the one that is linked to it, N rounds.
-module(restarts).
-export([run/1]).

run([N]) ->
    process_flag(trap_exit, true),
    bench:time(fun() -> rounds(N) end).

rounds(0) -> ok;
rounds(N) ->
    P = spawn_link(fun() -> exit(crash) end),
    receive {'EXIT', P, crash} -> rounds(N - 1) end.
