package dev.loom.models.builtin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Finds files and lines.
final class FindWork {
  private final Hands hands;
  private final List<String> without;

  FindWork(Hands hands, List<String> without) {
    this.hands = hands;
    this.without = without;
  }

  /// What was found, however it was looked for.
  ///
  /// @param shown the lines, or the first of them
  /// @param byWord how many lines have each word
  /// @param note what else is to be said, empty or after an empty line
  private record Places(
      List<Match> shown, long total, long files, Map<String, Long> byWord, String note) {}

  String markers(Intent.FindMarkers intent) throws NeedsTools, Blocked {
    var find = new Find(hands, intent.folder(), without);
    var grep = "-wE -e " + Find.quoted(String.join("|", intent.words()));
    var listed = grepped(find, grep, find.words(grep));
    var places = listed.isPresent() ? listed.get() : searched(intent.words(), intent.folder());
    return markers(intent, places) + places.note() + "\n\n" + find.leftOut();
  }

  private static String markers(Intent.FindMarkers intent, Places places) {
    if (places.total() == 0) {
      return "No " + String.join(" or ", intent.words()) + where(intent.folder()) + ".";
    }
    var counts = new ArrayList<String>();
    for (var word : intent.words()) {
      counts.add(places.byWord().getOrDefault(word, 0L) + " with " + word);
    }
    return Findings.count(places.total(), "line", "lines")
        + " in "
        + Findings.count(places.files(), "file", "files")
        + where(intent.folder())
        + ": "
        + String.join(", ", counts)
        + ".\n\n"
        + listed(places);
  }

  /// With a shell, which knows no limit.
  private static Optional<Places> grepped(Find find, String grep, Optional<Find.Found> words)
      throws NeedsTools, Blocked {
    var lines = words.isEmpty() ? words : find.matches(grep);
    var files = lines.isEmpty() ? Optional.<Long>empty() : find.filesWith(grep);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Long> byWord = new LinkedHashMap<>();
    for (var line : words.get().lines()) {
      var parts = line.split(" ", 2);
      byWord.put(parts[1], Long.parseLong(parts[0]));
    }
    var found = lines.get();
    return Optional.of(
        new Places(Match.all(found.lines()), found.total(), files.get(), byWord, found.note()));
  }

  /// Without a shell, word by word.
  private Places searched(List<String> words, String folder) throws NeedsTools, Blocked {
    var search = new Search(hands, folder);
    var all = new TreeSet<Match>();
    Map<String, Long> byWord = new LinkedHashMap<>();
    for (var word : words) {
      var found = ours(search.matches("\\b" + word + "\\b"));
      byWord.put(word, (long) found.size());
      all.addAll(found);
    }
    return places(all, byWord, search);
  }

  private static Places places(Collection<Match> found, Map<String, Long> byWord, Search search) {
    var files = found.stream().map(Match::path).distinct().count();
    return new Places(
        List.copyOf(found), found.size(), files, byWord, Findings.gap(search.passedOver()));
  }

  private List<Match> ours(List<Match> found) {
    return found.stream().filter(match -> !without.contains(match.path())).toList();
  }

  private static String listed(Places places) {
    var items = places.shown().stream().map(Match::shown).toList();
    return Findings.list(items) + Findings.more(places.total() - items.size());
  }

  private static String where(String folder) {
    return folder.equals(".") ? "" : " in " + folder;
  }

  String search(Intent.SearchText intent) throws NeedsTools, Blocked {
    var find = new Find(hands, intent.folder(), without);
    var grep = (smallLetters(intent.text()) ? "-iF -e " : "-F -e ") + Find.quoted(intent.text());
    var none = new Find.Found(List.of(), 0, "");
    var grepped = grepped(find, grep, Optional.of(none));
    var places = grepped.isPresent() ? grepped.get() : searched(intent);
    var what = "\"" + intent.text() + "\"" + where(intent.folder());
    var found =
        places.total() == 0
            ? "No line with " + what + "."
            : Findings.count(places.total(), "line", "lines")
                + " with "
                + what
                + " in "
                + Findings.count(places.files(), "file", "files")
                + ".\n\n"
                + listed(places);
    return found + places.note();
  }

  private Places searched(Intent.SearchText intent) throws NeedsTools, Blocked {
    var search = new Search(hands, intent.folder());
    return places(ours(search.matches(literal(intent.text()))), Map.of(), search);
  }

  /// Small letters match in any case; a capital letter is meant.
  private static boolean smallLetters(String text) {
    return text.chars().noneMatch(Character::isUpperCase);
  }

  private static String literal(String text) {
    var escaped = text.replaceAll("[\\\\.\\[\\]{}()*+?^$|]", "\\\\$0");
    return smallLetters(text) ? "(?i)" + escaped : escaped;
  }

  String files(Intent.FindFiles intent) throws NeedsTools, Blocked {
    var find = new Find(hands, intent.folder(), without);
    var text = intent.mention().orElse("");
    var action =
        text.isEmpty()
            ? "-print"
            : Find.grep("-lI" + (smallLetters(text) ? "i" : "") + "F -e " + Find.quoted(text));
    var found = find.files(intent.kind(), action);
    var files = found.isPresent() ? found.get() : globbed(intent);
    var label = intent.kind().label();
    var kind = label.contains("*") ? "files named " + label : intent.kind().plural();
    var one = kind.replaceFirst("files", "file");
    var mention = text.isEmpty() ? "" : " that mention \"" + text + "\"";
    var exact = text.isEmpty() || smallLetters(text) ? "" : " (capital letters as written)";
    var what = mention + where(intent.folder());
    if (files.total() == 0) {
      return "No " + kind + what + exact + "." + files.note();
    }
    return Findings.count(files.total(), one, kind)
        + what
        + exact
        + ".\n\n"
        + Findings.list(files.lines())
        + Findings.more(files.total() - files.lines().size())
        + files.note();
  }

  /// Without a shell.
  private Find.Found globbed(Intent.FindFiles intent) throws NeedsTools, Blocked {
    var search = new Search(hands, intent.folder());
    var all =
        intent.mention().isEmpty()
            ? new Listing(hands, intent.folder()).files()
            : search.matches(literal(intent.mention().get())).stream().map(Match::path).toList();
    var paths =
        all.stream()
            .filter(path -> intent.kind().names(path) && !without.contains(path))
            .distinct()
            .sorted()
            .toList();
    return new Find.Found(paths, paths.size(), search.passedOver());
  }
}
