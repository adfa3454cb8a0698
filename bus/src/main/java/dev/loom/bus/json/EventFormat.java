package dev.loom.bus.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.TaskEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/// Reads stored events of every supported format version.
///
/// Each event type has its own version ([EventType#version]). Events of older versions are
/// converted by upcasters, one version at a time. Within a version, fields may be added: unknown
/// fields are ignored, and the constructors of the events supply defaults for missing ones.
public final class EventFormat {
  /// All upcasters, in any order.
  private static final List<Upcaster> UPCASTERS = List.of();

  private static final EventFormat CURRENT = new EventFormat(EventType::version, UPCASTERS);

  private final ToIntFunction<EventType> versions;
  private final List<Upcaster> upcasters;

  EventFormat(ToIntFunction<EventType> versions, List<Upcaster> upcasters) {
    this.versions = versions;
    this.upcasters = List.copyOf(upcasters);
  }

  /// Converts the fields of an event from one version to the next. Texts are complete when it runs,
  /// however long; it may move and drop long texts, but not make new ones, because only the texts
  /// of the original event can be fetched by their hash.
  ///
  /// @param fromVersion version that it reads; it writes the following one
  /// @param convert may change and return the object it receives
  record Upcaster(EventType type, int fromVersion, UnaryOperator<ObjectNode> convert) {}

  /// Returns the formats of this build.
  public static EventFormat current() {
    return CURRENT;
  }

  /// Describes the format of an event that this build cannot read, as in "the event has …"; empty
  /// for a readable format.
  ///
  /// @param typeName external name of the event type
  public Optional<String> describeUnreadable(String typeName, int version) {
    var type = EventType.find(typeName);
    if (isNewer(typeName, version)) {
      return Optional.of(
          "a newer Loom's format ("
              + typeName
              + " version "
              + version
              + "; this one "
              + type.map(each -> "supports version " + versions.applyAsInt(each))
                  .orElse("does not know the type")
              + ")");
    }
    int present = versions.applyAsInt(type.orElseThrow());
    return version == present || isConvertible(type.get(), version)
        ? Optional.empty()
        : Optional.of("format version " + version + "; this Loom supports version " + present);
  }

  /// Reports whether a newer version of Loom wrote an event.
  ///
  /// @param typeName external name of the event type
  public boolean isNewer(String typeName, int version) {
    return EventType.find(typeName).map(type -> version > versions.applyAsInt(type)).orElse(true);
  }

  /// Reports whether events of an older version can be converted to the present one.
  public boolean isConvertible(EventType type, int version) {
    for (int from = version; from < versions.applyAsInt(type); from++) {
      if (upcaster(type, from).isEmpty()) {
        return false;
      }
    }
    return version < versions.applyAsInt(type);
  }

  private Optional<Upcaster> upcaster(EventType type, int fromVersion) {
    return upcasters.stream()
        .filter(each -> each.type() == type && each.fromVersion() == fromVersion)
        .findFirst();
  }

  /// Reads an event.
  ///
  /// @param data fields of the event with complete texts; may be changed
  /// @throws IllegalArgumentException if this build cannot read the event
  public TaskEvent.Recorded read(String typeName, int version, ObjectNode data) {
    describeUnreadable(typeName, version)
        .ifPresent(
            format -> {
              throw new IllegalArgumentException("the event has " + format);
            });
    var type = EventType.ofWireName(typeName);
    var converted = data;
    for (int from = version; from < versions.applyAsInt(type); from++) {
      converted = upcaster(type, from).orElseThrow().convert().apply(converted);
    }
    try {
      var eventClass = type.eventClass().asSubclass(TaskEvent.Recorded.class);
      return requireComplete(Json.lenientMapper().treeToValue(converted, eventClass));
    } catch (JsonProcessingException exception) {
      throw new IllegalArgumentException(
          "not a " + typeName + ": " + Json.describe(exception), exception);
    }
  }

  /// Rejects an event with a missing field for which its constructor has no default.
  private static TaskEvent.Recorded requireComplete(TaskEvent.Recorded event) {
    RecordChecks.findMissing((Record) event)
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "not a " + event.type().wireName() + ": '" + name + "' is missing");
            });
    return event;
  }
}
