/* All packets in a stream, each read as every body we know. */
#include "fuzz.h"

#include "wire/mqtt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct mqtt_packet packet;

	while (mqtt_packet_decode(in, &packet) == 0) {
		assert(packet.used >= 2 && packet.used <= in.n);
		(void)!mqtt_connack_decode(&packet, &(struct mqtt_connack){ 0 });
		(void)!mqtt_connack_decode_as(&packet, MQTT_5, &(struct mqtt_connack){ 0 });
		(void)!mqtt_suback_decode(&packet, &(struct mqtt_suback){ 0 });
		struct mqtt_publish message;
		if (mqtt_publish_decode(&packet, &message) == 0)
			assert(mqtt_topic_fits(message.topic, "#") == (*message.topic.p != '$'));
		in = (struct bytes){ in.p + packet.used, in.n - packet.used };
	}
	return 0;
}
