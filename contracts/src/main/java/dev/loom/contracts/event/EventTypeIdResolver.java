package dev.loom.contracts.event;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;

/// Identifies an event by its external name in JSON messages between modules.
public final class EventTypeIdResolver extends TypeIdResolverBase {
  @Override
  public String idFromValue(Object event) {
    return ((TaskEvent) event).type().wireName();
  }

  @Override
  public String idFromValueAndType(Object event, Class<?> suggestedType) {
    return idFromValue(event);
  }

  @Override
  public JavaType typeFromId(DatabindContext context, String wireName) {
    return context.constructType(EventType.ofWireName(wireName).eventClass());
  }

  @Override
  public JsonTypeInfo.Id getMechanism() {
    return JsonTypeInfo.Id.CUSTOM;
  }
}
