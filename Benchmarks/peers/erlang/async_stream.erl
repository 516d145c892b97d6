%% A map over N items in processes of their own, C at a time, with the results in order.
-module(async_stream).
-export([run/1]).

run([N, C]) ->
    Items = lists:seq(1, N),
    bench:time(fun() -> lists:sum(map(fun(X) -> X * X end, Items, C)) end).

map(F, Items, C) ->
    {First, Rest} = lists:split(min(C, length(Items)), Items),
    next(F, Rest, queue:from_list([task(F, X) || X <- First])).

task(F, X) ->
    {_, Monitor} = spawn_monitor(fun() -> exit({value, F(X)}) end),
    Monitor.

%% The oldest task's value; for each that is done another begins.
next(F, Items, Tasks) ->
    case queue:out(Tasks) of
        {empty, _} -> [];
        {{value, Monitor}, Others} ->
            Value = receive {'DOWN', Monitor, process, _, {value, V}} -> V end,
            case Items of
                [X | Rest] -> [Value | next(F, Rest, queue:in(task(F, X), Others))];
                [] -> [Value | next(F, [], Others)]
            end
    end.
