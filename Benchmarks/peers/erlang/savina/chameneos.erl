%% Savina 6, chameneos: C creatures meet in pairs through one process, the mall, M times, and change
%% colour.
-module(chameneos).
-export([run/1]).

run([Creatures, Meetings]) ->
    Me = self(),
    bench:time(fun() ->
        Mall = spawn(fun() -> mall(Meetings, Creatures) end),
        [spawn(fun() -> creature(element(I rem 3 + 1, {blue, red, yellow}), Mall, 0, Me) end)
         || I <- lists:seq(1, Creatures)],
        bench:check(bench:gather(Creatures), 2 * Meetings)
    end).

mall(0, Creatures) -> close(Creatures);
mall(Left, Creatures) ->
    receive {meet, _, First} ->
        receive {meet, Color, Second} -> First ! {meet, Color, Second} end
    end,
    mall(Left - 1, Creatures).

close(0) -> ok;
close(N) -> receive {meet, _, From} -> From ! stop, close(N - 1) end.

creature(Color, Mall, Meetings, Main) ->
    Mall ! {meet, Color, self()},
    receive
        {meet, Other, From} ->
            Changed = complement(Color, Other),
            From ! {change, Changed},
            creature(Changed, Mall, Meetings + 1, Main);
        {change, Changed} -> creature(Changed, Mall, Meetings + 1, Main);
        stop -> Main ! {done, Meetings}
    end.

complement(Color, Color) -> Color;
complement(blue, red) -> yellow;
complement(blue, yellow) -> red;
complement(red, blue) -> yellow;
complement(red, yellow) -> blue;
complement(yellow, blue) -> red;
complement(yellow, red) -> blue.
