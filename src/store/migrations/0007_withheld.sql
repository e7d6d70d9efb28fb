-- What a court ordered withheld goes, from the public events too; nothing else of an event ever changes.
DROP TRIGGER event_stays;
CREATE TRIGGER event_stays BEFORE UPDATE ON event
WHEN NEW.seq IS NOT OLD.seq OR NEW.kind IS NOT OLD.kind OR NEW.label IS NOT OLD.label OR NEW.entry IS NOT OLD.entry
	OR NEW.body_json NOT LIKE '%"withheld":true%'
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
