package dev.loom.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads all results of a tool page by page, one call per page. A truncated page is read again in
/// two halves.
final class PagedReader {
  private static final int CALLS_MAX = 1_000;
  private static final int PAGES_AT_ONCE_MAX = 16;

  private final ToolDriver tools;
  private final String tool;
  private final String failure;
  private final PageArguments arguments;
  private int calls;

  /// @param failure text before the reason if a call fails
  PagedReader(ToolDriver tools, String tool, String failure, PageArguments arguments) {
    this.tools = tools;
    this.tool = tool;
    this.failure = failure;
    this.arguments = arguments;
  }

  /// Creates the arguments of the call that reads a range of results, counted from 1.
  @FunctionalInterface
  interface PageArguments {
    Map<String, Object> of(int first, int last);
  }

  private record Range(int first, int last) {}

  /// Reads until a page is not full, or to the last result.
  ///
  /// @param total the number of results if it is known, else [Integer#MAX_VALUE]
  /// @return the pages in order; empty if some were truncated however short
  Optional<List<ToolDriver.Result>> read(int total, int pageSize) {
    var pages = new TreeMap<Integer, ToolDriver.Result>();
    var atOnce = 1;
    for (long first = 1; first <= total; atOnce = Math.min(PAGES_AT_ONCE_MAX, atOnce * 4)) {
      var ranges = new ArrayList<Range>();
      for (; first <= total && ranges.size() < atOnce; first += pageSize) {
        ranges.add(new Range((int) first, (int) Math.min(total, first + pageSize - 1)));
      }
      if (!read(ranges, pages)) {
        return Optional.empty();
      }
      var read = pages.values().stream().mapToInt(page -> page.lines().size()).sum();
      if (total == Integer.MAX_VALUE && read < first - 1) {
        break;
      }
    }
    return Optional.of(List.copyOf(pages.values()));
  }

  private boolean read(List<Range> ranges, TreeMap<Integer, ToolDriver.Result> pages) {
    calls += ranges.size();
    if (ranges.isEmpty() || calls > CALLS_MAX) {
      return ranges.isEmpty();
    }
    var results =
        tools.callAll(tool, ranges.stream().map(r -> arguments.of(r.first(), r.last())).toList());
    var halves = new ArrayList<Range>();
    for (var at = 0; at < ranges.size(); at++) {
      var range = ranges.get(at);
      var result = results.get(at).orFail(failure);
      if (!result.isTruncated()) {
        pages.put(range.first(), result);
      } else if (range.first() == range.last()) {
        return false;
      } else {
        var middle = (range.first() + range.last()) / 2;
        halves.add(new Range(range.first(), middle));
        halves.add(new Range(middle + 1, range.last()));
      }
    }
    return read(halves, pages);
  }
}
