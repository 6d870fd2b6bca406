BEGIN TRANSACTION;
CREATE TABLE answer (
	id INTEGER NOT NULL, 
	member_id INTEGER NOT NULL, 
	question_id INTEGER NOT NULL, 
	value FLOAT NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	mistake VARCHAR(40), 
	PRIMARY KEY (id), 
	UNIQUE (member_id, question_id), 
	FOREIGN KEY(member_id) REFERENCES member (id), 
	FOREIGN KEY(question_id) REFERENCES question (id)
);
INSERT INTO "answer" VALUES(1,2,1,0.5,'right',NULL);
CREATE TABLE classroom (
	id INTEGER NOT NULL, 
	code VARCHAR(6) NOT NULL, 
	secret VARCHAR(64) NOT NULL, 
	salt VARCHAR(32) NOT NULL, 
	address VARCHAR(80) NOT NULL, 
	opened FLOAT NOT NULL, 
	changes INTEGER NOT NULL, 
	focus INTEGER NOT NULL, 
	page VARCHAR(40), 
	link JSON, 
	PRIMARY KEY (id), 
	UNIQUE (code)
);
INSERT INTO "classroom" VALUES(1,'123456','7a24c66fc1def870d99621343cc08bc4dd13104ba2223f6ecdee598719d5ae88','76451e4b78da941113e7661d2fca4a41','an-address',1000000.0,4,1,NULL,NULL);
CREATE TABLE guess (
	id INTEGER NOT NULL, 
	address VARCHAR(80) NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "guess" VALUES(1,'elsewhere',1000000.0);
CREATE TABLE member (
	id INTEGER NOT NULL, 
	classroom_id INTEGER NOT NULL, 
	name VARCHAR(32) NOT NULL, 
	is_teacher BOOLEAN NOT NULL, 
	page VARCHAR(40) NOT NULL, 
	seen FLOAT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (classroom_id, name), 
	FOREIGN KEY(classroom_id) REFERENCES classroom (id)
);
INSERT INTO "member" VALUES(1,1,'c0b1854c249f4a882080a4c7458dc43d',1,'class',1000000.0);
INSERT INTO "member" VALUES(2,1,'2cd161280c0d86891fe7397127f269bf',0,'class',1000000.0);
CREATE TABLE question (
	id INTEGER NOT NULL, 
	classroom_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	model VARCHAR(40) NOT NULL, 
	image VARCHAR(1200) NOT NULL, 
	stage VARCHAR(40) NOT NULL, 
	turn INTEGER NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (classroom_id, number), 
	FOREIGN KEY(classroom_id) REFERENCES classroom (id)
);
INSERT INTO "question" VALUES(1,1,1,'bundled','test-18','conv2d_1',4,'open');
CREATE INDEX ix_classroom_address ON classroom (address);
CREATE INDEX guess_address_at ON guess (address, at);
CREATE INDEX ix_answer_question_id ON answer (question_id);
COMMIT;
