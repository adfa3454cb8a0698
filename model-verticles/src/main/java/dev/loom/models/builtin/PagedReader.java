package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Reads numbered lines page by page. A truncated page is read again in two halves.
final class PagedReader {
  private static final int CALLS_MAX = 1_000;

  private final ToolDriver tools;
  private final PageRequest page;

  PagedReader(ToolDriver tools, PageRequest page) {
    this.tools = tools;
    this.page = page;
  }

  /// Creates the tool call that reads a range of lines.
  @FunctionalInterface
  interface PageRequest {
    ToolDriver.Invocation lines(long first, long last);
  }

  /// The complete pages in order.
  ///
  /// @param complete whether no line between them is missing
  record Result(List<String> pages, boolean complete) {}

  private record LineRange(long first, long last) {}

  /// Reads lines from the first on.
  ///
  /// @param count the number of lines
  /// @param pageLines lines per page
  Result read(long count, long pageLines) throws NeedsToolsException, BlockedException {
    var pages = new TreeMap<Long, String>();
    var complete = true;
    var pending = lineRanges(count, pageLines);
    for (var calls = pending.size(); !pending.isEmpty(); calls += pending.size()) {
      if (calls > CALLS_MAX) {
        pending = pending.subList(0, Math.max(0, pending.size() - (calls - CALLS_MAX)));
        complete = false;
      }
      var results = tools.callAll(invocations(pending));
      var again = new ArrayList<LineRange>();
      for (var at = 0; at < pending.size(); at++) {
        var span = pending.get(at);
        if (results.get(at).failed()
            || results.get(at).isTruncated() && span.first() == span.last()) {
          complete = false;
        } else if (results.get(at).isTruncated()) {
          var middle = (span.first() + span.last()) / 2;
          again.add(new LineRange(span.first(), middle));
          again.add(new LineRange(middle + 1, span.last()));
        } else {
          pages.put(span.first(), results.get(at).text());
        }
      }
      pending = again;
    }
    return new Result(List.copyOf(pages.values()), complete);
  }

  /// Splits the lines into ranges, at most one more than the call limit; the caller detects missing
  /// lines by counting.
  private static List<LineRange> lineRanges(long count, long pageLines) {
    List<LineRange> spans = new ArrayList<>();
    for (var first = 1L; first <= count && spans.size() <= CALLS_MAX; first += pageLines) {
      spans.add(new LineRange(first, Math.min(count, first + pageLines - 1)));
    }
    return spans;
  }

  private List<ToolDriver.Invocation> invocations(List<LineRange> spans) {
    return spans.stream().map(span -> page.lines(span.first(), span.last())).toList();
  }
}
