%% N children of a simple_one_for_one supervisor, started one by one and stopped one by one, or all
%% at once.
-module(dynamic_children).
-behaviour(supervisor).
-export([run/1, init/1, start_child/1]).

run([N]) -> run([N, "each"]);
run([N, How]) ->
    process_flag(trap_exit, true),
    {ok, Sup} = supervisor:start_link(?MODULE, []),
    bench:time(fun() ->
        Pids = start(Sup, N, []),
        Active = proplists:get_value(active, supervisor:count_children(Sup)),
        case How of
            "stop" -> exit(Sup, shutdown), receive {'EXIT', Sup, _} -> ok end;
            "each" -> [ok = supervisor:terminate_child(Sup, Pid) || Pid <- Pids]
        end,
        Active
    end).

start(_, 0, Pids) -> Pids;
start(Sup, N, Pids) ->
    {ok, Pid} = supervisor:start_child(Sup, [N]),
    start(Sup, N - 1, [Pid | Pids]).

init([]) ->
    {ok, {#{strategy => simple_one_for_one},
          [#{id => idle, start => {?MODULE, start_child, []}, restart => temporary, shutdown => brutal_kill}]}}.

start_child(_N) -> {ok, spawn_link(fun() -> receive never -> ok end end)}.
