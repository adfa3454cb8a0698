package dev.loom.contracts.event;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.contracts.id.TaskId;

/// Message with an event that is not journaled, for the subscribers of a task.
public record TransientEvent(
    TaskId taskId,
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event_type") TaskEvent.Transient event) {}
