-- AlterTable
ALTER TABLE "competition_news" ADD COLUMN     "board_version" INTEGER;
