%% What the ports have in common: runs one, and prints its result and the microseconds on a line.
%%   erl -noshell -pa FOLDER -run bench main MODULE ARGUMENT...
-module(bench).
-export([main/1, time/1]).

main([Module | Arguments]) ->
    logger:set_primary_config(level, none),
    {Result, Micros} = (list_to_atom(Module)):run(Arguments),
    io:format("~p ~p~n", [Result, Micros]),
    halt(0).

%% What F gives, and how long it took.
time(F) ->
    Start = erlang:monotonic_time(microsecond),
    Result = F(),
    {Result, erlang:monotonic_time(microsecond) - Start}.
