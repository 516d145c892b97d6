%% Savina 8, concdict: W workers send N requests each to a process that keeps a map of K entries, P
%% per cent of them writes, the others reads, and wait for the answers.
-module(concdict).
-export([run/1]).

run([Workers, N, Percent, Keys]) ->
    Me = self(),
    Pid = spawn(fun() -> dictionary(maps:from_list([{K, 2 * K} || K <- lists:seq(0, Keys - 1)]), 0) end),
    Pid ! {read, 0, Me},
    receive {value, 0} -> ok end,
    bench:time(fun() ->
        [spawn(fun() -> worker(N, Percent, Keys, Pid, I * 7919, 0, Me) end)
         || I <- lists:seq(1, Workers)],
        bench:check(bench:gather(Workers), Workers * N),
        Pid ! {stop, Me},
        bench:gather(1)
    end).

dictionary(Entries, Writes) ->
    receive
        {read, Key, From} -> From ! {value, maps:get(Key, Entries, 0)}, dictionary(Entries, Writes);
        {write, Key, Value, From} ->
            From ! {value, Value},
            dictionary(Entries#{Key => Value}, Writes + 1);
        {stop, From} -> From ! {done, Writes}
    end.

worker(0, _, _, _, _, Right, Main) -> Main ! {done, Right};
worker(N, Percent, Keys, Dictionary, R, Right, Main) ->
    Choice = bench:next(R),
    Next = bench:next(Choice),
    Key = bench:below(Next, 2 * Keys),
    case bench:below(Choice, 100) < Percent of
        true -> Dictionary ! {write, Key, 2 * Key, self()};
        false -> Dictionary ! {read, Key, self()}
    end,
    receive
        {value, Value} when Value =:= 2 * Key; Value =:= 0 ->
            worker(N - 1, Percent, Keys, Dictionary, Next, Right + 1, Main)
    end.
