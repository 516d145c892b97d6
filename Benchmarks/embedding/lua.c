// What the Swift program beside this measures, through the C API of Lua 5.4.
//
// Prints a figure a line: name, value and unit, separated by tabs, and the processor time where it is a time. The first argument divides all counts.
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct instant {
  double wall, processor;
};

static double read_clock(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static struct instant now(void) {
  return (struct instant){read_clock(CLOCK_MONOTONIC), read_clock(CLOCK_PROCESS_CPUTIME_ID)};
}

static double resident(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file != NULL) {
    if (fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
    fclose(file);
  }
  return (double)pages * sysconf(_SC_PAGESIZE);
}

static void report(const char *name, double value, const char *unit) {
  printf("%s\t%.3f\t%s\n", name, value, unit);
}

// The time since an instant of each of `count`, and that of the processor.
static void report_time(const char *name, struct instant begin, int count, const char *unit) {
  struct instant end = now();
  double scale = count * (unit[0] == 'm' ? 1e6 : 1);
  printf("%s\t%.3f\t%s\t%.3f\n", name, (end.wall - begin.wall) / scale, unit,
         (end.processor - begin.processor) / scale);
}

static const char *script =
    "function nothing() return 0 end\n"
    "function same(value) return value end\n"
    "function hold() coroutine.yield() return 0 end\n"
    "function immediate(n) local sum = 0 for i = 1, n do sum = sum + host(i) end return sum end\n";

static int host(lua_State *L) {
  lua_Integer n = luaL_checkinteger(L, 1);
  lua_pushinteger(L, n & 1);
  return 1;
}

static void check(lua_State *L, int status) {
  if (status == LUA_OK || status == LUA_YIELD) return;
  fprintf(stderr, "%s\n", lua_tostring(L, -1));
  exit(1);
}

struct line {
  const char *sku, *title;
  lua_Integer count;
  double price;
};

struct order {
  const char *id, *name, *mail, *street, *city;
  int is_paid;
  double discount;
  const char *tags[3];
  struct line lines[10];
};

static struct order order = {"2026-11-0000042", "Ada Lovelace", "ada@analytical.example",
                             "12 St James's Square", "London", 1, 0.125,
                             {"express", "gift", "fragile"}, {{0}}};

static void set_text(lua_State *L, const char *key, const char *value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, key);
}

// Pushes the order as tables.
static void push_order(lua_State *L, const struct order *order) {
  lua_createtable(L, 0, 6);
  set_text(L, "id", order->id);
  lua_createtable(L, 0, 4);
  set_text(L, "name", order->name);
  set_text(L, "mail", order->mail);
  set_text(L, "street", order->street);
  set_text(L, "city", order->city);
  lua_setfield(L, -2, "customer");
  lua_pushboolean(L, order->is_paid);
  lua_setfield(L, -2, "isPaid");
  lua_pushnumber(L, order->discount);
  lua_setfield(L, -2, "discount");
  lua_createtable(L, 3, 0);
  for (int i = 0; i < 3; i++) {
    lua_pushstring(L, order->tags[i]);
    lua_rawseti(L, -2, i + 1);
  }
  lua_setfield(L, -2, "tags");
  lua_createtable(L, 10, 0);
  for (int i = 0; i < 10; i++) {
    lua_createtable(L, 0, 4);
    set_text(L, "sku", order->lines[i].sku);
    set_text(L, "title", order->lines[i].title);
    lua_pushinteger(L, order->lines[i].count);
    lua_setfield(L, -2, "count");
    lua_pushnumber(L, order->lines[i].price);
    lua_setfield(L, -2, "price");
    lua_rawseti(L, -2, i + 1);
  }
  lua_setfield(L, -2, "lines");
}

static const char *text(lua_State *L, const char *key) {
  lua_getfield(L, -1, key);
  const char *result = luaL_checkstring(L, -1);
  // The table keeps the string alive.
  lua_pop(L, 1);
  return result;
}

// Keeps a copy of a string, as a host that goes on with the value has to.
static const char *keep(char **kept, int *count, const char *text) {
  return kept[(*count)++] = strdup(text);
}

// Reads the order on top of the stack, every field, as strings of the host's own.
static size_t read_order(lua_State *L, struct order *order) {
  char *kept[32];
  int count = 0;
  size_t sum = 0;
  order->id = keep(kept, &count, text(L, "id"));
  lua_getfield(L, -1, "customer");
  order->name = keep(kept, &count, text(L, "name"));
  order->mail = keep(kept, &count, text(L, "mail"));
  order->street = keep(kept, &count, text(L, "street"));
  order->city = keep(kept, &count, text(L, "city"));
  lua_pop(L, 1);
  lua_getfield(L, -1, "isPaid");
  order->is_paid = lua_toboolean(L, -1);
  lua_pop(L, 1);
  lua_getfield(L, -1, "discount");
  order->discount = luaL_checknumber(L, -1);
  lua_pop(L, 1);
  lua_getfield(L, -1, "tags");
  for (int i = 0; i < 3; i++) {
    lua_rawgeti(L, -1, i + 1);
    order->tags[i] = keep(kept, &count, luaL_checkstring(L, -1));
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  lua_getfield(L, -1, "lines");
  for (int i = 0; i < 10; i++) {
    lua_rawgeti(L, -1, i + 1);
    order->lines[i].sku = keep(kept, &count, text(L, "sku"));
    order->lines[i].title = keep(kept, &count, text(L, "title"));
    lua_getfield(L, -1, "count");
    order->lines[i].count = luaL_checkinteger(L, -1);
    lua_pop(L, 1);
    lua_getfield(L, -1, "price");
    order->lines[i].price = luaL_checknumber(L, -1);
    lua_pop(L, 2);
  }
  lua_pop(L, 1);
  for (int i = 0; i < count; i++) {
    sum += (size_t)kept[i][0];
    free(kept[i]);
  }
  return sum;
}

static lua_State *machine(const char *text) {
  lua_State *L = luaL_newstate();
  luaL_openlibs(L);
  check(L, luaL_dostring(L, text));
  return L;
}

static void live(void) {
  lua_State *L = machine("function twice(n) return n * 2 end");
  lua_getglobal(L, "twice");
  lua_pushinteger(L, 2);
  check(L, lua_pcall(L, 1, 1, 0));
  lua_close(L);
}

// One call as a coroutine, which is what a call is that can be interrupted and waits for others.
static void call_coroutine(lua_State *L, const char *name) {
  lua_State *thread = lua_newthread(L);
  int results;
  lua_getglobal(thread, name);
  check(thread, lua_resume(thread, L, 0, &results));
  lua_pop(L, 1);
}

int main(int argc, char **argv) {
  int scale = argc > 1 ? atoi(argv[1]) : 1;
  if (scale < 1) scale = 1;
  static char skus[10][16], titles[10][40];
  for (int i = 0; i < 10; i++) {
    snprintf(skus[i], sizeof skus[i], "sku-%d", 1001 + i);
    snprintf(titles[i], sizeof titles[i], "Part number %d of the engine", i + 1);
    order.lines[i] = (struct line){skus[i], titles[i], i + 1, 9.75};
  }

  enum { machines = 100 };
  static lua_State *kept[machines];
  double bytes = resident();
  for (int i = 0; i < machines; i++) {
    kept[i] = luaL_newstate();
    luaL_openlibs(kept[i]);
  }
  report("memory of an idle machine", (resident() - bytes) / machines / 1024, "KiB");
  for (int i = 0; i < machines; i++) lua_close(kept[i]);

  lua_State *L = machine(script);
  lua_register(L, "host", host);
  int count = 1000000 / scale;
  struct instant begin = now();
  for (int i = 0; i < count; i++) {
    lua_getglobal(L, "nothing");
    check(L, lua_pcall(L, 0, 1, 0));
    lua_pop(L, 1);
  }
  report_time("call", begin, count, "ns");

  begin = now();
  for (int i = 0; i < count; i++) call_coroutine(L, "nothing");
  report_time("call in a coroutine", begin, count, "ns");

  lua_gc(L, LUA_GCCOLLECT, 0);
  int waiting = 100000 / scale;
  lua_createtable(L, waiting, 0);
  bytes = resident();
  for (int i = 0; i < waiting; i++) {
    lua_State *thread = lua_newthread(L);
    int results;
    lua_getglobal(thread, "hold");
    check(thread, lua_resume(thread, L, 0, &results));
    lua_rawseti(L, -2, i + 1);
  }
  report("memory of a call, 100000 under way", (resident() - bytes) / waiting, "bytes");
  lua_pop(L, 1);
  lua_gc(L, LUA_GCCOLLECT, 0);

  lua_getglobal(L, "immediate");
  lua_pushinteger(L, count);
  begin = now();
  check(L, lua_pcall(L, 1, 1, 0));
  report_time("host function, immediate", begin, count, "ns");
  lua_pop(L, 1);

  count = 20000 / scale;
  begin = now();
  for (int i = 0; i < count; i++) {
    push_order(L, &order);
    lua_pop(L, 1);
  }
  report_time("encode 1 KB", begin, count, "ns");

  push_order(L, &order);
  struct order copy;
  size_t sum = 0;
  begin = now();
  for (int i = 0; i < count; i++) sum += read_order(L, &copy);
  report_time("decode 1 KB", begin, count, "ns");
  lua_pop(L, 1);

  begin = now();
  for (int i = 0; i < count; i++) {
    lua_getglobal(L, "same");
    push_order(L, &order);
    check(L, lua_pcall(L, 1, 1, 0));
    sum += read_order(L, &copy);
    lua_pop(L, 1);
  }
  report_time("call with 1 KB, and 1 KB back", begin, count, "ns");
  lua_close(L);

  count = 2000 / scale + 1;
  begin = now();
  for (int i = 0; i < count; i++) live();
  report_time("make a machine, load, call, shut down", begin, count, "ms");
  return sum == 0;
}
