// What the Swift program beside this measures, through the C API of JavaScriptCore.
//
// Prints a figure a line: name, value and unit, separated by tabs, and the processor time where it is a time. The first argument divides all counts.
#include <JavaScriptCore/JavaScript.h>
#include <stdio.h>
#include <stdlib.h>
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

static JSValueRef evaluate(JSContextRef context, const char *text) {
  JSStringRef source = JSStringCreateWithUTF8CString(text);
  JSValueRef result = JSEvaluateScript(context, source, NULL, NULL, 1, NULL);
  JSStringRelease(source);
  if (result == NULL) {
    fprintf(stderr, "the script failed: %s\n", text);
    exit(1);
  }
  return result;
}

// The string of a name, made once as hosts do; the same literal has the same address.
static JSStringRef key(const char *name) {
  static const char *names[64];
  static JSStringRef keys[64];
  int i = 0;
  while (names[i] != NULL && names[i] != name && i < 62) i++;
  if (names[i] != name) {
    if (names[i] != NULL) JSStringRelease(keys[i]);
    names[i] = name;
    keys[i] = JSStringCreateWithUTF8CString(name);
  }
  return keys[i];
}

static JSValueRef get(JSContextRef context, JSObjectRef object, const char *name) {
  return JSObjectGetProperty(context, object, key(name), NULL);
}

static void set(JSContextRef context, JSObjectRef object, const char *name, JSValueRef value) {
  JSObjectSetProperty(context, object, key(name), value, kJSPropertyAttributeNone, NULL);
}

static JSObjectRef function(JSContextRef context, const char *name) {
  return (JSObjectRef)get(context, JSContextGetGlobalObject(context), name);
}

static JSValueRef call(JSContextRef context, JSObjectRef function, size_t count, const JSValueRef *arguments) {
  JSValueRef exception = NULL;
  JSValueRef result = JSObjectCallAsFunction(context, function, NULL, count, arguments, &exception);
  if (exception != NULL) {
    fprintf(stderr, "a call failed\n");
    exit(1);
  }
  return result;
}

static JSValueRef host(JSContextRef context, JSObjectRef function, JSObjectRef this, size_t count,
                       const JSValueRef arguments[], JSValueRef *exception) {
  (void)function, (void)this;
  double n = count > 0 ? JSValueToNumber(context, arguments[0], exception) : 0;
  return JSValueMakeNumber(context, (double)((long)n & 1));
}

struct line {
  const char *sku, *title;
  double count, price;
};

static const char *customer[4][2] = {{"name", "Ada Lovelace"},
                                     {"mail", "ada@analytical.example"},
                                     {"street", "12 St James's Square"},
                                     {"city", "London"}};
static const char *tags[3] = {"express", "gift", "fragile"};
static struct line lines[10];

static void set_text(JSContextRef context, JSObjectRef object, const char *name, const char *text) {
  JSStringRef string = JSStringCreateWithUTF8CString(text);
  set(context, object, name, JSValueMakeString(context, string));
  JSStringRelease(string);
}

static JSObjectRef make_order(JSContextRef context) {
  JSObjectRef order = JSObjectMake(context, NULL, NULL);
  set_text(context, order, "id", "2026-11-0000042");
  JSObjectRef part = JSObjectMake(context, NULL, NULL);
  for (int i = 0; i < 4; i++) set_text(context, part, customer[i][0], customer[i][1]);
  set(context, order, "customer", part);
  set(context, order, "isPaid", JSValueMakeBoolean(context, 1));
  set(context, order, "discount", JSValueMakeNumber(context, 0.125));
  JSValueRef elements[10];
  for (int i = 0; i < 3; i++) {
    JSStringRef string = JSStringCreateWithUTF8CString(tags[i]);
    elements[i] = JSValueMakeString(context, string);
    JSStringRelease(string);
  }
  set(context, order, "tags", JSObjectMakeArray(context, 3, elements, NULL));
  for (int i = 0; i < 10; i++) {
    JSObjectRef line = JSObjectMake(context, NULL, NULL);
    set_text(context, line, "sku", lines[i].sku);
    set_text(context, line, "title", lines[i].title);
    set(context, line, "count", JSValueMakeNumber(context, lines[i].count));
    set(context, line, "price", JSValueMakeNumber(context, lines[i].price));
    elements[i] = line;
  }
  set(context, order, "lines", JSObjectMakeArray(context, 10, elements, NULL));
  return order;
}

static size_t read_text(JSContextRef context, JSValueRef value) {
  JSStringRef string = JSValueToStringCopy(context, value, NULL);
  size_t room = JSStringGetMaximumUTF8CStringSize(string);
  char *text = malloc(room);
  size_t length = JSStringGetUTF8CString(string, text, room);
  free(text);
  JSStringRelease(string);
  return length;
}

static size_t read_order(JSContextRef context, JSObjectRef order) {
  size_t sum = read_text(context, get(context, order, "id"));
  JSObjectRef part = (JSObjectRef)get(context, order, "customer");
  for (int i = 0; i < 4; i++) sum += read_text(context, get(context, part, customer[i][0]));
  sum += JSValueToBoolean(context, get(context, order, "isPaid"));
  sum += (size_t)JSValueToNumber(context, get(context, order, "discount"), NULL);
  JSObjectRef all = (JSObjectRef)get(context, order, "tags");
  for (unsigned i = 0; i < 3; i++) {
    sum += read_text(context, JSObjectGetPropertyAtIndex(context, all, i, NULL));
  }
  all = (JSObjectRef)get(context, order, "lines");
  for (unsigned i = 0; i < 10; i++) {
    JSObjectRef line = (JSObjectRef)JSObjectGetPropertyAtIndex(context, all, i, NULL);
    sum += read_text(context, get(context, line, "sku"));
    sum += read_text(context, get(context, line, "title"));
    sum += (size_t)JSValueToNumber(context, get(context, line, "count"), NULL);
    sum += (size_t)JSValueToNumber(context, get(context, line, "price"), NULL);
  }
  return sum;
}

static void live(void) {
  JSContextGroupRef group = JSContextGroupCreate();
  JSGlobalContextRef context = JSGlobalContextCreateInGroup(group, NULL);
  evaluate(context, "function twice(n) { return n * 2 }");
  JSValueRef argument = JSValueMakeNumber(context, 2);
  call(context, function(context, "twice"), 1, &argument);
  JSGlobalContextRelease(context);
  JSContextGroupRelease(group);
}

int main(int argc, char **argv) {
  int scale = argc > 1 ? atoi(argv[1]) : 1;
  if (scale < 1) scale = 1;
  static char skus[10][16], titles[10][40];
  for (int i = 0; i < 10; i++) {
    snprintf(skus[i], sizeof skus[i], "sku-%d", 1001 + i);
    snprintf(titles[i], sizeof titles[i], "Part number %d of the engine", i + 1);
    lines[i] = (struct line){skus[i], titles[i], i + 1, 9.75};
  }

  // The first starts what all share.
  live();
  enum { machines = 20 };
  JSContextGroupRef groups[machines];
  JSGlobalContextRef contexts[machines];
  double bytes = resident();
  for (int i = 0; i < machines; i++) {
    groups[i] = JSContextGroupCreate();
    contexts[i] = JSGlobalContextCreateInGroup(groups[i], NULL);
  }
  report("memory of an idle machine", (resident() - bytes) / machines / 1024, "KiB");
  for (int i = 0; i < machines; i++) {
    JSGlobalContextRelease(contexts[i]);
    JSContextGroupRelease(groups[i]);
  }

  JSGlobalContextRef context = JSGlobalContextCreate(NULL);
  evaluate(context,
           "function nothing() { return 0 }\n"
           "function same(value) { return value }\n"
           "function immediate(n) { let sum = 0; for (let i = 0; i < n; i++) sum += host(i); return sum }");
  JSStringRef name = JSStringCreateWithUTF8CString("host");
  set(context, JSContextGetGlobalObject(context), "host", JSObjectMakeFunctionWithCallback(context, name, host));
  JSStringRelease(name);

  int count = 1000000 / scale;
  JSObjectRef nothing = function(context, "nothing");
  struct instant begin = now();
  for (int i = 0; i < count; i++) call(context, nothing, 0, NULL);
  report_time("call", begin, count, "ns");

  JSValueRef argument = JSValueMakeNumber(context, count);
  begin = now();
  call(context, function(context, "immediate"), 1, &argument);
  report_time("host function, immediate", begin, count, "ns");

  count = 20000 / scale;
  size_t sum = 0;
  begin = now();
  for (int i = 0; i < count; i++) make_order(context);
  report_time("encode 1 KB", begin, count, "ns");

  JSObjectRef order = make_order(context);
  JSValueProtect(context, order);
  begin = now();
  for (int i = 0; i < count; i++) sum += read_order(context, order);
  report_time("decode 1 KB", begin, count, "ns");
  JSValueUnprotect(context, order);

  JSObjectRef same = function(context, "same");
  begin = now();
  for (int i = 0; i < count; i++) {
    JSValueRef order = make_order(context);
    sum += read_order(context, (JSObjectRef)call(context, same, 1, &order));
  }
  report_time("call with 1 KB, and 1 KB back", begin, count, "ns");
  JSGlobalContextRelease(context);

  count = 200 / scale + 1;
  begin = now();
  for (int i = 0; i < count; i++) live();
  report_time("make a machine, load, call, shut down", begin, count, "ms");
  return sum == 0;
}
