package io.homeport.gateway.feed;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is made of a compacted topic, in memory. One thread calls all of this; others only read what
 * it made.
 */
public interface Projection {

  /** Notes a record. What cannot be read is skipped; the rest of the topic is unharmed. */
  void take(ConsumerRecord<String, byte[]> message);

  /**
   * Makes what was noted visible, as far as the objects that it needs can be read; the next call
   * tries the rest again.
   */
  void settle();

  /** How many changes wait for objects. */
  int waiting();

  /** How many hosts it knows. */
  int size();
}
