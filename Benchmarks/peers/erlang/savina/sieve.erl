%% Savina 18, sieve: the odd numbers up to N go through a chain of processes that grows; each keeps
%% up to M primes and hands on what none of them divides.
-module(sieve).
-export([run/1]).

run([N, Room]) ->
    bench:time(fun() ->
        feed(3, N, spawn(fun() -> sieve([], 0, Room) end)),
        bench:gather(1)
    end).

sieve(Primes, Count, Room) ->
    receive
        {stop, Total, Main} -> Main ! {done, Total + Count};
        N ->
            case is_prime(N, Primes) of
                false -> sieve(Primes, Count, Room);
                true when Count < Room -> sieve(Primes ++ [N], Count + 1, Room);
                true -> pass(Primes, Count, spawn(fun() -> sieve([N], 1, Room) end))
            end
    end.

pass(Primes, Count, Next) ->
    receive
        {stop, Total, Main} -> Next ! {stop, Total + Count, Main};
        N ->
            case is_prime(N, Primes) of
                true -> Next ! N;
                false -> ok
            end,
            pass(Primes, Count, Next)
    end.

is_prime(_, []) -> true;
is_prime(N, [P | _]) when N rem P =:= 0 -> false;
is_prime(N, [_ | Rest]) -> is_prime(N, Rest).

feed(K, N, First) when K > N -> First ! {stop, 1, self()};
feed(K, N, First) -> First ! K, feed(K + 2, N, First).
