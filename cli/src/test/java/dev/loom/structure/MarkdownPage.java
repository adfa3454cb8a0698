package dev.loom.structure;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Extracts links, code spans and anchors from a Markdown file.
record MarkdownPage(String text) {
  private static final Pattern FENCE = Pattern.compile("(?ms)^ *(```|~~~).*?^ *\\1`*~* *$");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern INLINE_LINK =
      Pattern.compile("\\[[^\\]]*\\]\\(\\s*<?([^)\\s>]+)>?[^)]*\\)");
  private static final Pattern LINK_DEFINITION =
      Pattern.compile("(?m)^ {0,3}\\[[^\\]]+\\]: *(\\S+)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?)#* *$");

  /// Returns the targets of all links, as written.
  List<String> links() {
    var prose = CODE.matcher(withoutFences()).replaceAll("");
    return Stream.concat(
            INLINE_LINK.matcher(prose).results(), LINK_DEFINITION.matcher(prose).results())
        .map(link -> link.group(1))
        .toList();
  }

  /// Returns the contents of all code spans outside fenced blocks.
  List<String> names() {
    return CODE.matcher(withoutFences()).results().map(name -> name.group(1)).toList();
  }

  /// Returns the anchors of its headings, by the rules of GitHub.
  Set<String> anchors() {
    var anchors = new LinkedHashSet<String>();
    var counts = new HashMap<String, Integer>();
    HEADING
        .matcher(withoutFences())
        .results()
        .map(MarkdownPage::anchor)
        .forEach(
            anchor -> {
              int earlier = counts.merge(anchor, 1, Integer::sum) - 1;
              anchors.add(earlier == 0 ? anchor : anchor + "-" + earlier);
            });
    return anchors;
  }

  private static String anchor(MatchResult heading) {
    return heading
        .group(1)
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
        .replace(' ', '-');
  }

  private String withoutFences() {
    return FENCE.matcher(text).replaceAll("");
  }
}
