%% What the ports have in common: runs one, and prints its result and the microseconds on a line.
%%   erl -noshell -pa FOLDER -run bench main MODULE ARGUMENT...
%% A module's run/1 takes the arguments, numbers as integers, and gives what time/1 gives.
-module(bench).
-export([main/1, time/1, check/2, gather/1, next/1, below/2, work/2, resident_memory/0]).

main([Module | Arguments]) ->
    logger:set_primary_config(level, none),
    {Result, Micros} = (list_to_atom(Module)):run([number(A) || A <- Arguments]),
    io:format("~p ~p~n", [Result, Micros]),
    halt(0).

number(Text) ->
    try list_to_integer(Text) catch error:badarg -> Text end.

%% What F gives, and how long it took.
time(F) ->
    Start = erlang:monotonic_time(microsecond),
    Result = F(),
    {Result, erlang:monotonic_time(microsecond) - Start}.

check(Expected, Expected) -> Expected.

%% The sum of the numbers of N messages {done, K}.
gather(N) -> gather(N, 0).
gather(0, Sum) -> Sum;
gather(N, Sum) -> receive {done, K} -> gather(N - 1, Sum + K) end.

%% The random number after R, 31 bits; the lower bits are poor.
next(R) -> (R * 1103515245 + 12345) band 16#7FFFFFFF.

%% A number from 0 up to N, without N, out of the random number R.
below(R, N) -> (R bsr 8) rem N.

%% Keeps the processor busy for N steps.
work(0, R) -> R;
work(N, R) -> work(N - 1, (R * 1103515245 + 12345) band 16#7FFFFFFF).

%% The bytes of this process of the operating system in memory (Linux).
resident_memory() ->
    {ok, Text} = file:read_file("/proc/self/statm"),
    [_, Pages | _] = binary:split(Text, <<" ">>, [global]),
    binary_to_integer(Pages) * 4096.
