package dev.loom.contracts.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Names the keys of the configuration: the components of its records in snake case.
public final class ConfigKeys {
  private static final String PREFIX = "LOOM_";
  private static final Pattern CAPITAL = Pattern.compile("(?=[A-Z])");

  private ConfigKeys() {}

  /// Returns the configuration key of a record component.
  public static String key(RecordComponent component) {
    return CAPITAL.matcher(component.getName()).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  /// Returns the components of a record that are keys. A group of keys is replaced by its own.
  public static Stream<RecordComponent> components(Class<?> recordType) {
    return Arrays.stream(recordType.getRecordComponents())
        .flatMap(
            component ->
                component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)
                    ? components(component.getType())
                    : Stream.of(component));
  }

  /// Returns the environment variables that set a key, by dotted key: `LOOM_SERVER_PORT` sets
  /// `server.port`, `LOOM_MODELS_BIG_BASE_URL` sets `models.big.base_url`. A variable without the
  /// name of a section is ignored.
  public static Map<String, String> variables(Set<String> names) {
    var sections =
        components(LoomConfig.class)
            .map(ConfigKeys::key)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    var variables = new TreeMap<String, String>();
    for (var name : names) {
      if (name.startsWith(PREFIX)) {
        var rest = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
        sections.stream()
            .filter(section -> rest.startsWith(section + "_"))
            .findFirst()
            .map(section -> dotted(section, rest.substring(section.length() + 1)))
            .ifPresent(key -> variables.put(key, name));
      }
    }
    return variables;
  }

  private static String dotted(String section, String rest) {
    var inTable = section.equals("models") && rest.indexOf('_') > 0;
    return section + "." + (inTable ? rest.replaceFirst("_", ".") : rest);
  }
}
