package io.homeport.contracts.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names an event as it stands on the wire. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {

  /** Such as {@code import.completed}; on the wire {@code io.homeport.import.completed.v1}. */
  String name();

  /** The Kafka topic it is published on. */
  Topic topic();

  /** What it means, in one sentence; goes into the JSON Schema and the AsyncAPI document. */
  String about();

  int version() default 1;
}
