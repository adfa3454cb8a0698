package dev.loom.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Reads results page by page, one tool call per page. A truncated page is read again in two
/// halves.
final class PagedReader {
  private static final int CALLS_MAX = 1_000;

  /// Pages that are requested at once when the number of results is unknown.
  private static final int PAGES_AT_ONCE_MAX = 16;

  private final ToolDriver tools;
  private final String failure;
  private final PageRequest request;
  private int calls;

  /// @param failure what is told before the reason if a call fails
  PagedReader(ToolDriver tools, String failure, PageRequest request) {
    this.tools = tools;
    this.failure = failure;
    this.request = request;
  }

  /// Creates the tool call that reads a range of results, counted from 1.
  @FunctionalInterface
  interface PageRequest {
    ToolDriver.Invocation page(int first, int last);
  }

  private record Range(int first, int last) {}

  /// Reads all results, whose number is unknown.
  ///
  /// @return the pages in order; empty if some were truncated however short
  Optional<List<ToolDriver.Result>> readAll(int pageSize)
      throws NeedsToolsException, BlockedException {
    var pages = new ArrayList<ToolDriver.Result>();
    var atOnce = 1;
    for (var first = 1; ; first += pageSize * atOnce, atOnce = Math.min(PAGES_AT_ONCE_MAX, atOnce * 4)) {
      var last = first + pageSize * atOnce - 1;
      var read = read(first, last, pageSize);
      if (read.isEmpty()) {
        return read;
      }
      pages.addAll(read.get());
      if (pages.stream().mapToInt(page -> page.lines().size()).sum() < last) {
        return Optional.of(pages);
      }
    }
  }

  /// Reads a range of results.
  ///
  /// @return the pages in order; empty if some were truncated however short
  Optional<List<ToolDriver.Result>> read(int first, int last, int pageSize)
      throws NeedsToolsException, BlockedException {
    var pages = new TreeMap<Integer, ToolDriver.Result>();
    var pending = new ArrayList<Range>();
    for (var at = first; at <= last; at += pageSize) {
      pending.add(new Range(at, Math.min(last, at + pageSize - 1)));
    }
    while (!pending.isEmpty()) {
      calls += pending.size();
      if (calls > CALLS_MAX) {
        return Optional.empty();
      }
      var results =
          tools.callAll(pending.stream().map(r -> request.page(r.first(), r.last())).toList());
      var halves = new ArrayList<Range>();
      for (var at = 0; at < pending.size(); at++) {
        var range = pending.get(at);
        var result = results.get(at).orFail(failure);
        if (!result.isTruncated()) {
          pages.put(range.first(), result);
        } else if (range.first() == range.last()) {
          return Optional.empty();
        } else {
          var middle = (range.first() + range.last()) / 2;
          halves.add(new Range(range.first(), middle));
          halves.add(new Range(middle + 1, range.last()));
        }
      }
      pending = halves;
    }
    return Optional.of(List.copyOf(pages.values()));
  }
}
