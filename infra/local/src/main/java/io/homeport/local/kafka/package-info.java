/** The Kafka broker. */
package io.homeport.local.kafka;
