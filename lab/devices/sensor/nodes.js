// The sensor's ECHONET Lite node (air conditioner 0130, light 0290) and its Modbus unit.  Protocols
// are spoken by the packages; here is only what the properties and registers hold.
"use strict";
const EL = require("echonet-lite");
const { ServerTCP } = require("modbus-serial");

const text = (s, n) => [...Buffer.alloc(n, 0).fill(s, 0, s.length)];
const common = {
	80: [0x30],
	81: [0x08],
	82: [0x00, 0x00, 0x52, 0x01],
	88: [0x42],
	"8a": [0x00, 0x00, 0x77],
	"8c": text("ES-30", 12),
	"8d": text("ES30-000116", 12),
};
// From sixteen properties on a map is a field of bits: byte by low digit, bit by high digit less 8.
const map = (...epc) => {
	if (epc.length < 16) return [epc.length, ...epc];
	const bits = Array(16).fill(0);
	for (const e of epc) bits[e & 15] |= 1 << ((e >> 4) - 8);
	return [epc.length, ...bits];
};
const id = (n) => [0xfe, 0x00, 0x00, 0x77, ...text("ES30-000116", 12), n];
const devices = {
	"013001": {
		...common,
		83: id(1),
		"9d": map(0x80, 0x81, 0x88, 0xb0),
		"9e": map(0x80, 0x81, 0xb0, 0xb3),
		"9f": map(0x80, 0x81, 0x82, 0x83, 0x88, 0x8a, 0x8c, 0x8d, 0x9d, 0x9e, 0x9f, 0xb0, 0xb3, 0xbb),
		b0: [0x42],
		b3: [0x1a],
		bb: [0x19],
	},
	"029001": {
		...common,
		83: id(2),
		"9d": map(0x80, 0x81, 0x88),
		"9e": map(0x80, 0x81, 0xb6),
		"9f": map(0x80, 0x81, 0x82, 0x83, 0x88, 0x8a, 0x8c, 0x8d, 0x9d, 0x9e, 0x9f, 0xb6),
		b6: [0x42],
	},
};

async function echonet() {
	await EL.initialize(
		Object.keys(devices),
		(rinfo, els, error) => {
			if (error || els.DEOJ.startsWith("0ef0")) return; // the package answers for the profile
			if (els.ESV === EL.SETI || els.ESV === EL.SETC) EL.replySetDetail(rinfo, els, devices);
			else if (els.ESV === EL.GET) EL.replyGetDetail(rinfo, els, devices);
		},
		4,
		{ ignoreMe: true, autoGetProperties: false, debugMode: false }
	);
	EL.Node_details["8c"] = text("ES-30", 12);
	EL.Node_details["8d"] = text("ES30-000116", 12);
	EL.Node_details["8a"] = common["8a"];
	EL.Node_details["83"] = id(0);
	const held = EL.Node_details["9f"].slice(1);
	EL.Node_details["9f"] = map(...new Set([...held, 0x8c, 0x8d]));
}

const registers = [215, 48, 0];
new ServerTCP(
	{
		getInputRegister: (address) => registers[address] ?? 0,
		getHoldingRegister: (address) => registers[address] ?? 0,
		setRegister: (address, value) => void (registers[address] = value),
		readDeviceIdentification: () => ({
			0x00: "Lab Example",
			0x01: "ES-30",
			0x02: "1.4.2",
			0x04: "Environment sensor",
			0x05: "ES-30",
		}),
	},
	{ host: "0.0.0.0", port: 502, unitID: 1 }
);
echonet();
