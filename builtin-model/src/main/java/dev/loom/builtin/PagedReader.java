package dev.loom.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Reads the lines of a file or of a command's output page by page, one tool call per page. A
/// truncated page is read again in two halves.
final class PagedReader {
  private static final int CALLS_MAX = 1_000;

  private final ToolDriver tools;
  private final PageRequest pageRequest;

  PagedReader(ToolDriver tools, PageRequest pageRequest) {
    this.tools = tools;
    this.pageRequest = pageRequest;
  }

  /// Creates the tool call that reads a range of lines.
  @FunctionalInterface
  interface PageRequest {
    ToolDriver.Invocation lines(long first, long last);
  }

  /// The complete pages in order.
  ///
  /// @param complete whether the pages contain all requested lines
  record Result(List<String> pages, boolean complete) {}

  private record LineRange(long first, long last) {}

  /// Reads the lines from 1 to `count`.
  ///
  /// @param count the number of lines
  /// @param pageLines lines per page
  Result read(long count, long pageLines) throws NeedsToolsException, BlockedException {
    var pages = new TreeMap<Long, String>();
    var complete = true;
    var pending = splitIntoRanges(count, pageLines);
    for (var calls = pending.size(); !pending.isEmpty(); calls += pending.size()) {
      if (calls > CALLS_MAX) {
        pending = pending.subList(0, Math.max(0, pending.size() - (calls - CALLS_MAX)));
        complete = false;
      }
      var results = tools.callAll(invocations(pending));
      var halves = new ArrayList<LineRange>();
      for (var at = 0; at < pending.size(); at++) {
        var range = pending.get(at);
        if (results.get(at).failed()
            || results.get(at).isTruncated() && range.first() == range.last()) {
          complete = false;
        } else if (results.get(at).isTruncated()) {
          var middle = (range.first() + range.last()) / 2;
          halves.add(new LineRange(range.first(), middle));
          halves.add(new LineRange(middle + 1, range.last()));
        } else {
          pages.put(range.first(), results.get(at).text());
        }
      }
      pending = halves;
    }
    return new Result(List.copyOf(pages.values()), complete);
  }

  /// Splits the lines into ranges, at most one more than the call limit, so that the caller notices
  /// the excess.
  private static List<LineRange> splitIntoRanges(long count, long pageLines) {
    List<LineRange> ranges = new ArrayList<>();
    for (var first = 1L; first <= count && ranges.size() <= CALLS_MAX; first += pageLines) {
      ranges.add(new LineRange(first, Math.min(count, first + pageLines - 1)));
    }
    return ranges;
  }

  private List<ToolDriver.Invocation> invocations(List<LineRange> ranges) {
    return ranges.stream().map(range -> pageRequest.lines(range.first(), range.last())).toList();
  }
}
