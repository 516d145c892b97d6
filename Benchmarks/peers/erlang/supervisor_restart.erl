%% A child of a supervisor that is told to crash as soon as it is there again, N rounds.
-module(supervisor_restart).
-behaviour(supervisor).
-export([run/1, init/1, start_child/1]).

run([N]) ->
    {ok, _} = supervisor:start_link(?MODULE, self()),
    bench:time(fun() -> rounds(N), N end).

rounds(0) -> ok;
rounds(N) -> receive {up, Pid} -> Pid ! crash, rounds(N - 1) end.

init(Owner) ->
    {ok, {#{intensity => 1000000000, period => 1},
          [#{id => crashing, start => {?MODULE, start_child, [Owner]}}]}}.

start_child(Owner) ->
    {ok, spawn_link(fun() -> Owner ! {up, self()}, receive crash -> exit(boom) end end)}.
