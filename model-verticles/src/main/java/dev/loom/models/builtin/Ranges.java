package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Reads numbered lines page by page; a page that arrives cut is read again in two halves.
final class Ranges {
  private static final int CALLS_MAX = 1_000;

  private final Hands hands;
  private final Page page;

  Ranges(Hands hands, Page page) {
    this.hands = hands;
    this.page = page;
  }

  /// How to ask for lines.
  @FunctionalInterface
  interface Page {
    Hands.Wish lines(long first, long last);
  }

  /// The pages that arrived whole, in order.
  ///
  /// @param complete whether no line is missing between them
  record Read(List<String> pages, boolean complete) {}

  private record Span(long first, long last) {}

  /// Reads the lines from 1 on.
  Read read(long count, long pageLines) throws NeedsTools, Blocked {
    var whole = new TreeMap<Long, String>();
    var complete = true;
    var pending = spans(count, pageLines);
    for (var calls = pending.size(); !pending.isEmpty(); calls += pending.size()) {
      if (calls > CALLS_MAX) {
        pending = pending.subList(0, Math.max(0, pending.size() - (calls - CALLS_MAX)));
        complete = false;
      }
      var seen = hands.useAll(wishes(pending));
      var again = new ArrayList<Span>();
      for (var at = 0; at < pending.size(); at++) {
        var span = pending.get(at);
        if (seen.get(at).failed() || seen.get(at).isCut() && span.first() == span.last()) {
          complete = false;
        } else if (seen.get(at).isCut()) {
          var middle = (span.first() + span.last()) / 2;
          again.add(new Span(span.first(), middle));
          again.add(new Span(middle + 1, span.last()));
        } else {
          whole.put(span.first(), seen.get(at).text());
        }
      }
      pending = again;
    }
    return new Read(List.copyOf(whole.values()), complete);
  }

  /// No more pages than may be asked for; whoever counts the lines sees what is missing.
  private static List<Span> spans(long count, long pageLines) {
    List<Span> spans = new ArrayList<>();
    for (var first = 1L; first <= count && spans.size() <= CALLS_MAX; first += pageLines) {
      spans.add(new Span(first, Math.min(count, first + pageLines - 1)));
    }
    return spans;
  }

  private List<Hands.Wish> wishes(List<Span> spans) {
    return spans.stream().map(span -> page.lines(span.first(), span.last())).toList();
  }
}
