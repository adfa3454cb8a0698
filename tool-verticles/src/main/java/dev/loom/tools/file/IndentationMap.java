package dev.loom.tools.file;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Translates the indentation of a model's text into that of the file, learned from the lines that
/// both have.
final class IndentationMap {
  private static final int TAB_WIDTH = 8;

  private final Map<String, String> known = new LinkedHashMap<>();

  /// Adds the indentation of a line in both texts.
  ///
  /// @return false if the line is nested in another way than in the file
  boolean add(String old, String file) {
    for (var pair : known.entrySet()) {
      var oldOrder = Integer.compare(width(pair.getKey()), width(old));
      if (oldOrder != Integer.compare(width(pair.getValue()), width(file))) {
        return false;
      }
    }
    known.putIfAbsent(old, file);
    return true;
  }

  private static int width(String indentation) {
    var width = 0;
    for (var character : indentation.toCharArray()) {
      width += character == '\t' ? TAB_WIDTH - width % TAB_WIDTH : 1;
    }
    return width;
  }

  /// Translates an indentation.
  ///
  /// @return empty if the known lines leave open what it is in the file
  Optional<String> translate(String indentation) {
    if (known.isEmpty()) {
      return Optional.of(indentation);
    }
    if (known.containsKey(indentation)) {
      return Optional.of(known.get(indentation));
    }
    var possible =
        Stream.<Function<String, Optional<String>>>of(this::shifted, this::unshifted, this::scaled)
            .flatMap(rule -> rule.apply(indentation).stream())
            .distinct()
            .toList();
    return possible.size() == 1 ? Optional.of(possible.getFirst()) : Optional.empty();
  }

  /// The lines of the file have more indentation, always the same.
  private Optional<String> shifted(String indentation) {
    return common(known.entrySet().stream().map(pair -> prefix(pair.getValue(), pair.getKey())))
        .map(prefix -> prefix + indentation);
  }

  /// The lines of the file have less indentation, always the same.
  private Optional<String> unshifted(String indentation) {
    return common(known.entrySet().stream().map(pair -> prefix(pair.getKey(), pair.getValue())))
        .filter(indentation::startsWith)
        .map(prefix -> indentation.substring(prefix.length()));
  }

  private static Optional<String> prefix(String longer, String shorter) {
    return longer.endsWith(shorter)
        ? Optional.of(longer.substring(0, longer.length() - shorter.length()))
        : Optional.empty();
  }

  private static Optional<String> common(Stream<Optional<String>> prefixes) {
    var distinct = prefixes.distinct().toList();
    return distinct.size() == 1 ? distinct.getFirst() : Optional.empty();
  }

  /// Each step of indentation is written in another way: tabs and spaces, or two and four spaces.
  private Optional<String> scaled(String indentation) {
    var unit = known.entrySet().stream().filter(pair -> !pair.getKey().isEmpty()).findFirst();
    if (unit.isEmpty() || unit.get().getValue().isEmpty()) {
      return Optional.empty();
    }
    var old = unit.get().getKey();
    var file = unit.get().getValue();
    var pairs = List.copyOf(known.entrySet());
    var isRegular =
        pairs.stream()
            .allMatch(
                pair ->
                    consistsOf(pair.getKey(), old.charAt(0))
                        && consistsOf(pair.getValue(), file.charAt(0))
                        && pair.getKey().length() * file.length()
                            == pair.getValue().length() * old.length());
    return isRegular
            && consistsOf(indentation, old.charAt(0))
            && indentation.length() * file.length() % old.length() == 0
        ? Optional.of(
            file.substring(0, 1).repeat(indentation.length() * file.length() / old.length()))
        : Optional.empty();
  }

  private static boolean consistsOf(String text, char character) {
    return text.chars().allMatch(other -> other == character);
  }
}
